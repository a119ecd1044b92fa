import type { CodeEntry } from './entry.ts';

/** Errors of a file as YAML, before its content is checked. */
export const sourceCodes = {
  'source/encoding': {
    severity: 'error',
    title: 'Invalid UTF-8.',
    advice: 'save the file as UTF-8',
    explanation:
      'Files are read as UTF-8 (RFC 3629), with or without a byte order mark. Guessing another encoding could turn names into other names.',
  },
  'source/character': {
    severity: 'error',
    title: 'Character not allowed in YAML.',
    advice: 'delete the character',
    explanation:
      'YAML 1.2.2, section 5.1, allows printable characters, tabs and line ends. Programs disagree about NUL and other control characters, halves of surrogate pairs and a carriage return inside a line, also when an escape in double quotes produces them. CRLF line ends are allowed.',
    example: 'name: "home\\0lab"',
  },
  'source/too-large': {
    severity: 'error',
    title: 'Input too large.',
    advice: 'check that this is the right file; a platform of a hundred clusters needs a fifth of the limit',
    explanation:
      'All files together are limited to 1 MiB and 150,000 keys and values. The limit is checked before a file is read, so that no input can exhaust memory.',
  },
  'source/too-deep': {
    severity: 'error',
    title: 'Nesting too deep.',
    advice: 'check that this is the right file; the language needs about twelve levels',
    explanation: 'Parsers of nested input use the stack; the limit keeps a hostile file from overflowing it.',
    example: `a: ${'['.repeat(65)}${']'.repeat(65)}`,
  },
  'source/too-many-keys': {
    severity: 'error',
    title: 'Too many keys in a map.',
    advice: 'split the map',
    explanation: 'No map of the language needs that many. The limit bounds the work of later rules for each key.',
  },
  'source/too-many-aliases': {
    severity: 'error',
    title: 'Too many anchors and aliases.',
    advice: 'move shared settings to `defaults` or a size instead of repeating them with aliases',
    explanation: 'The limit bounds the expanded size of a small file. Layers are the way to share settings.',
  },
  'source/alias-bomb': {
    severity: 'error',
    title: 'Alias expansion too large.',
    advice: 'move shared settings to `defaults` or a size instead of repeating them with aliases',
    explanation:
      'Aliases of aliases multiply: nine lines can expand to a billion values ("billion laughs"). The size is computed before anything is expanded.',
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
    advice: 'write the value without the alias',
    explanation: 'Such a value would contain itself. A configuration is a tree.',
    example: 'defaults: &d\n  platform: *d',
  },
  'source/unknown-anchor': {
    severity: 'error',
    title: 'Unknown anchor.',
    advice: 'define the anchor with &name above the alias, in the same file; quote text that begins with *',
    explanation:
      'YAML 1.2.2, section 7.1: an alias refers to the latest anchor of that name before it. Anchors of other files are not visible.',
    example: 'domain: *.example.org',
  },
  'source/syntax': {
    severity: 'error',
    title: 'YAML syntax error.',
    advice: 'compare the line with the ones around it: indentation, colons with a space after them, quotes',
    explanation:
      'The file is parsed as YAML 1.2.2. After a structural error, possible follow-up errors are not reported until the next key at the left margin.',
    example: 'name: homelab\n providers: {}',
  },
  'source/unclosed': {
    severity: 'error',
    title: 'Unclosed bracket or quote.',
    advice: 'add the closing character',
    explanation:
      'Without it, everything that follows would be part of the value. The location shown is where it was opened.',
    example: 'versions: {talos: 1.13.6',
  },
  'source/tab': {
    severity: 'error',
    title: 'Tab in indentation.',
    advice: 'indent with spaces',
    explanation:
      'YAML 1.2.2, section 6.1, forbids tabs in indentation, because editors show them with different widths. One location is shown for each file.',
    example: 'defaults:\n\tprovider: home',
  },
  'source/multiple-documents': {
    severity: 'error',
    title: 'Multiple YAML documents.',
    advice: 'remove the `---`, or move the second document to a separate file',
    explanation: 'Each file contains one document. Some parsers ignore a second document without a warning.',
    example: 'name: homelab\n---\nname: other',
  },
  'source/empty': {
    severity: 'error',
    title: 'Empty file.',
    advice: 'write {} for an intentionally empty file, or delete the file',
    explanation:
      'A file with only comments is most often a mistake of an editor or a script, and is parsed as null, not as a map.',
    example: '# name: homelab',
  },
  'source/root-not-map': {
    severity: 'error',
    title: 'Top level is not a map.',
    advice: 'start with a key: `name: homelab`',
    explanation:
      'Every configuration file is a map. A list or a single value at the top cannot be merged with other layers.',
    example: '- name: homelab',
  },
  'source/tag': {
    severity: 'error',
    title: 'YAML tag not supported.',
    advice: 'remove the tag; quote text, write numbers without quotes',
    explanation:
      'Tags (`!!int`, `!include`) change the type of a value. Here every value has the type that it is written with, and nothing in a file is executed.',
    example: 'cpu: !!int "4"',
  },
  'source/directive': {
    severity: 'error',
    title: 'YAML directive not supported.',
    advice: 'remove the line',
    explanation:
      'Files are YAML 1.2. `%YAML 1.1` would change the meaning of values: `no` would be false, `0644` would be 420. Tag directives have no use without tags.',
    example: '%YAML 1.1\n---\nname: homelab',
  },
  'source/merge-key': {
    severity: 'error',
    title: 'Merge key not supported.',
    advice: 'move shared settings to `defaults`, a size or a pool: those are the layers',
    explanation:
      'Merge keys belong to YAML 1.1 (https://yaml.org/type/merge.html) and are not part of 1.2. They would be a second layering mechanism, with an order that `explain` could not show.',
    example: 'defaults: &defaults\n  domain: example.org\nprod:\n  <<: *defaults',
  },
  'source/duplicate-key': {
    severity: 'error',
    title: 'Duplicate key.',
    advice: 'keep one of the two',
    explanation:
      'YAML 1.2.2, section 3.2.1.3, requires unique keys. Parsers disagree which one wins; here it is an error.',
    example: 'name: homelab\nname: other',
  },
  'source/complex-key': {
    severity: 'error',
    title: 'Complex key not supported.',
    advice: 'use a name as the key; quote text that begins with {, [ or *',
    explanation: 'YAML allows maps, lists and aliases as keys; JSON and this language do not.',
    example: '{a: 1}: value',
  },
  'source/key-not-text': {
    severity: 'error',
    title: 'Key is not text.',
    advice: 'put the key in quotes',
    explanation:
      'Keys are names. An unquoted key such as 080, 1.10 or true would change when it is parsed as a number or boolean.',
    example: 'labels: {1.10: yes-please}',
  },
  'source/conflict-markers': {
    severity: 'error',
    title: 'Unresolved merge conflict.',
    advice: 'keep one side, or both, and remove the lines with <<<<<<<, ======= and >>>>>>>',
    explanation:
      'Git could not merge two branches here, and wrote both sides into the file. Faults of the side of your own branch are reported in the same run; those of the other side once the conflict is resolved.',
    example: 'name: homelab\n<<<<<<< HEAD\ndescription: the house\n=======\ndescription: the cellar\n>>>>>>> cellar',
  },
  'source/reserved-key': {
    severity: 'error',
    title: 'Reserved key.',
    advice: 'choose another name',
    explanation:
      '`__proto__` changes the object that it is written into in programs that read the file, instead of being a key of it.',
    example: '__proto__: {}',
  },
  'source/integer-too-large': {
    severity: 'error',
    title: 'Integer too large.',
    advice: 'quote it if it is an id or text',
    explanation:
      'Numbers are 64-bit floating point, exact to 2^53 - 1 = 9007199254740991 (IEEE 754). Larger integers would be rounded.',
    example: 'vmId: 12345678901234567890',
  },
  'source/not-finite': {
    severity: 'error',
    title: 'Number not finite.',
    advice: 'write a finite number, or quote text',
    explanation: '`.inf`, `.nan` and numbers beyond 1.8e308 cannot be represented in JSON.',
    example: 'cpu: .inf',
  },
  'source/ambiguous': {
    severity: 'warning',
    title: 'Ambiguous unquoted value.',
    advice: 'quote text; write true or false for a boolean, and numbers without leading zeros',
    explanation:
      'This file is YAML 1.2, where `no`, `off`, `yes` and `on` are text and 0644 is 644. YAML 1.1 parsers read them as booleans (https://yaml.org/type/bool.html) and as octal numbers (https://yaml.org/type/int.html), which may be what the author intended.',
    example: 'description: no',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
