import type { CodeEntry } from './entry.ts';

/** Faults of a file as YAML, before anybody looks at what it says. */
export const sourceCodes = {
  'source/encoding': {
    severity: 'error',
    title: 'Invalid UTF-8.',
    advice: 'save the file as UTF-8',
    explanation:
      'Files are read as UTF-8 (RFC 3629), with or without a byte order mark. Other encodings would be guesses, and a wrong guess turns names into other names.',
  },
  'source/character': {
    severity: 'error',
    title: 'Character not allowed in YAML.',
    advice: 'delete the character',
    explanation:
      'YAML 1.2.2, section 5.1, allows printable characters, tabs and line ends. NUL and other control characters, halves of surrogate pairs and a carriage return that ends no line are read differently by different programs, also when an escape in double quotes makes them. CRLF line ends are fine.',
    example: 'name: "home\\0lab"',
  },
  'source/too-large': {
    severity: 'error',
    title: 'Input too large.',
    advice: 'is this the right file? A platform of a hundred clusters takes a fifth of the limit',
    explanation:
      'All files together may have 1 MiB and 150,000 keys and values. The limit is checked before a file is read, so that no input can take all memory.',
  },
  'source/too-deep': {
    severity: 'error',
    title: 'Nesting too deep.',
    advice: 'is this the right file? The language needs about twelve levels',
    explanation: 'Readers of nested input use the stack; the limit keeps a hostile file from overflowing it.',
    example: `a: ${'['.repeat(65)}${']'.repeat(65)}`,
  },
  'source/too-many-keys': {
    severity: 'error',
    title: 'Too many keys in a map.',
    advice: 'split the map',
    explanation: 'No map of the language comes near. The limit bounds the work that later rules do for each key.',
  },
  'source/too-many-aliases': {
    severity: 'error',
    title: 'Too many anchors and aliases.',
    advice: 'put what is shared into `defaults` or a size instead of repeating it with aliases',
    explanation: 'The limit bounds what a small file can unfold to. Layers are the way to share settings.',
  },
  'source/alias-bomb': {
    severity: 'error',
    title: 'Alias expansion too large.',
    advice: 'put what is shared into `defaults` or a size instead of repeating it with aliases',
    explanation:
      'Aliases of aliases multiply: nine lines can stand for a billion values ("billion laughs"). The size is counted before anything is written out.',
    example: [
      'a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]',
      'c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]',
      'd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]',
      'e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]',
      'f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]',
      'g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]',
    ].join('\n'),
  },
  'source/alias-cycle': {
    severity: 'error',
    title: 'Recursive alias.',
    advice: 'write the value out, without the alias',
    explanation: 'Such a value would contain itself and have no end. A configuration is a tree.',
    example: 'defaults: &d\n  platform: *d',
  },
  'source/unknown-anchor': {
    severity: 'error',
    title: 'Unknown anchor.',
    advice: 'an alias repeats what stands above it in the same file, marked with &name; quote text that begins with *',
    explanation:
      'YAML 1.2.2, section 7.1: an alias refers to the latest anchor of that name before it. Anchors of another file are not seen.',
    example: 'domain: *.example.org',
  },
  'source/syntax': {
    severity: 'error',
    title: 'YAML syntax error.',
    advice: 'compare the line with the ones around it: indentation, colons with a space after them, quotes',
    explanation:
      'The file is read by YAML 1.2.2. After a fault of structure, faults that may follow from it are left out until the next key at the left edge.',
    example: 'name: homelab\n providers: {}',
  },
  'source/unclosed': {
    severity: 'error',
    title: 'Unclosed bracket or quote.',
    advice: 'add the closing character',
    explanation: 'Without it, all that follows would belong to the value. The place shown is where it was opened.',
    example: 'versions: {talos: 1.13.6',
  },
  'source/tab': {
    severity: 'error',
    title: 'Tab in indentation.',
    advice: 'indent with spaces',
    explanation:
      'YAML 1.2.2, section 6.1, forbids tabs in indentation, because editors show them with different widths. One place is shown for each file.',
    example: 'defaults:\n\tprovider: home',
  },
  'source/several-documents': {
    severity: 'error',
    title: 'Multiple YAML documents.',
    advice: 'take the `---` out, or put the second document into a file of its own',
    explanation: 'Each file says one thing. A second document would silently be left out by some readers.',
    example: 'name: homelab\n---\nname: other',
  },
  'source/empty': {
    severity: 'error',
    title: 'Empty file.',
    advice: 'write {} if nothing is meant, or delete the file',
    explanation:
      'A file with nothing but comments is most often a mistake of an editor or a script, and reads as null, not as a map.',
    example: '# name: homelab',
  },
  'source/root-not-map': {
    severity: 'error',
    title: 'Top level is not a map.',
    advice: 'begin with keys: `name: homelab`',
    explanation:
      'Every configuration file is a map of keys. A list or a single value at the top cannot be merged with other layers.',
    example: '- name: homelab',
  },
  'source/tag': {
    severity: 'error',
    title: 'YAML tag not supported.',
    advice: 'delete the tag; put text in quotes, write numbers without them',
    explanation:
      'Tags (`!!int`, `!include`) ask the reader to make something else of a value. Here every value is what it looks like, and nothing in a file is executed.',
    example: 'cpu: !!int "4"',
  },
  'source/directive': {
    severity: 'error',
    title: 'YAML directive not supported.',
    advice: 'delete the line',
    explanation:
      'Files are YAML 1.2. `%YAML 1.1` would change what words mean: `no` would be false, `0644` would be 420. Tag directives have no use where there are no tags.',
    example: '%YAML 1.1\n---\nname: homelab',
  },
  'source/merge-key': {
    severity: 'error',
    title: 'Merge key not supported.',
    advice: 'put what is shared into `defaults`, a size or a pool: those are the layers',
    explanation:
      'Merge keys belong to YAML 1.1 (https://yaml.org/type/merge.html) and are not part of 1.2. They would be a second way of layering whose order no `explain` could show.',
    example: 'defaults: &defaults\n  domain: example.org\nprod:\n  <<: *defaults',
  },
  'source/duplicate-key': {
    severity: 'error',
    title: 'Duplicate key.',
    advice: 'keep one of the two',
    explanation:
      'YAML 1.2.2, section 3.2.1.3, wants keys to be unique. Readers differ on which one wins; here neither does silently.',
    example: 'name: homelab\nname: other',
  },
  'source/complex-key': {
    severity: 'error',
    title: 'Complex key not supported.',
    advice: 'write a name as the key; quote text that begins with {, [ or *',
    explanation: 'YAML allows maps, lists and aliases as keys; JSON and this language do not.',
    example: '{a: 1}: value',
  },
  'source/key-not-text': {
    severity: 'error',
    title: 'Key is not text.',
    advice: 'put the key in quotes',
    explanation:
      'Keys are names. A key without quotes such as 080, 1.10 or true would be another name after it was read as a number or truth value.',
    example: 'labels: {1.10: yes-please}',
  },
  'source/reserved-key': {
    severity: 'error',
    title: 'Reserved key.',
    advice: 'choose another name',
    explanation:
      '`__proto__`, `constructor` and `prototype` are the keys with which a file could change objects of the program that reads it. Nothing in the language is called so.',
    example: '__proto__: {}',
  },
  'source/integer-too-large': {
    severity: 'error',
    title: 'Integer too large.',
    advice: 'put it in quotes if it is an id or text',
    explanation:
      'Numbers are 64-bit floating point, exact to 2^53 - 1 = 9007199254740991 (IEEE 754). Beyond that, digits would change silently.',
    example: 'vmId: 12345678901234567890',
  },
  'source/not-finite': {
    severity: 'error',
    title: 'Number not finite.',
    advice: 'write a finite number, or put text in quotes',
    explanation: '`.inf`, `.nan` and numbers beyond 1.8e308 have no form in JSON, which all targets go through.',
    example: 'cpu: .inf',
  },
  'source/ambiguous': {
    severity: 'warning',
    title: 'Ambiguous unquoted value.',
    advice: 'put text in quotes; write true or false for a switch, and numbers without leading zeros',
    explanation:
      'This file is YAML 1.2, where `no`, `off`, `yes` and `on` are text and 0644 is 644. Readers of YAML 1.1 take them as truth values (https://yaml.org/type/bool.html) and as octal (https://yaml.org/type/int.html), and so may whoever wrote the line.',
    example: 'description: no',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
