0SELECT a #>> b, @- 1, a -|- b, c ?| d, 1 @-- x;
, 2 */* ; */ 3; SELECT 1 --;
+ 2