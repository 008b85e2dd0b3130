'use strict';
// What dunlin.js takes the structs and constants for, in the lines of layout.awk.
const koffi = require('koffi');
const { structs, constants } = require('dunlin')._abi;

for (const [name, struct] of Object.entries(structs)) {
  for (const [member, { type, offset }] of Object.entries(koffi.type(struct).members))
    console.log(`member ${name}.${member} ${offset} ${type.size}`);
  console.log(`struct ${name} ${koffi.sizeof(struct)}`);
}
for (const [prefix, names] of Object.entries(constants))
  for (const [name, value] of Object.entries(names))
    if (prefix + name !== 'STATE_NONE') // the header has no name for it
      console.log(`constant DUNLIN_${prefix}${name} ${value}`);
