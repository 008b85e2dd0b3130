# map.awk - core/libdunlin.map to the symbols it exports, NAME@@VERSION, in its order.
/^[A-Z][A-Za-z0-9_.]* [{]/ { version = $1 }
/^[ \t]*global:/ { global = 1 }
/^[ \t]*local:/ { global = 0 }
global && match($0, /dunlin_[a-z0-9_*]+;/) { print substr($0, RSTART, RLENGTH - 1) "@@" version }
