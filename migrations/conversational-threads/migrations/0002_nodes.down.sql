-- Takes the analysis away, data included; what was said stays.
DROP TABLE relationships;
DROP TABLE nodes;
DROP TABLE clusters;
