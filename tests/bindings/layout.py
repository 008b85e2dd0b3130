"""What dunlin.py takes the structs and constants for, in the lines of layout.awk."""

import ctypes

import dunlin

structs = {
    "event": dunlin._Event, "place": dunlin._Place, "options": dunlin._Options,
    "entry": dunlin._Entry, "wish": dunlin._Wish, "result": dunlin._Result,
    "start": dunlin._Start, "testdb_options": dunlin._TestDbOptions,
}
constants = {
    "": dunlin.Status, "EVENT_": dunlin.EventKind, "DIRECTION_": dunlin.Direction,
    "STATE_": dunlin.State, "WISH_": dunlin.Wish, "PENDING_": dunlin.Pending,
}
for name, struct in structs.items():
    for member, _ in struct._fields_:
        field = getattr(struct, member)
        print(f"member dunlin_{name}.{member} {field.offset} {field.size}")
    print(f"struct dunlin_{name} {ctypes.sizeof(struct)}")
for prefix, names in constants.items():
    for one in names:
        if one is not dunlin.State.NONE:
            print(f"constant DUNLIN_{prefix}{one.name} {one.value}")
for name, flag in dunlin.WishFlag.__members__.items():
    if name != "NONE":
        print(f"constant DUNLIN_WISH_{name} {flag.value}")
for name in ("OPTION_SKIP_MISSING", "OPTION_CREATE", "PLACE_BUILD", "RESULT_ON_COPY", "TESTDB_SEEDS",
             "TESTDB_KEEP"):
    print(f"constant DUNLIN_{name} {getattr(dunlin, '_' + name)}")
