import type { Scalar } from './tree.ts';

export interface PlainReading {
  readonly value: Scalar;
  readonly fault?: 'integer' | 'not-finite';
  /** Its value in YAML 1.1, where that differs and may be intended. */
  readonly elsewhere?: string;
}

const integer = /^[-+]?[0-9]+$/;
const octal = /^0o[0-7]+$/;
const hex = /^0x[0-9a-fA-F]+$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * What a scalar without quotes means: the core schema of YAML 1.2.2, section 10.3.2.
 *
 * Where YAML 1.1 readers differ: https://yaml.org/type/bool.html and https://yaml.org/type/int.html. Single letters and
 * base 60 (`1:30`, some MAC addresses) are ignored: here they are text, as expected.
 */
export function readPlain(source: string): PlainReading {
  switch (source) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return { value: null };
    case 'true':
    case 'True':
    case 'TRUE':
      return { value: true };
    case 'false':
    case 'False':
    case 'FALSE':
      return { value: false };
  }
  const first = source.charCodeAt(0);
  // Digits, and what may stand before one: + - .
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e) return readNumber(source);
  if (/^(?:yes|Yes|YES|on|On|ON)$/.test(source)) return { value: source, elsewhere: 'true' };
  if (/^(?:no|No|NO|off|Off|OFF)$/.test(source)) return { value: source, elsewhere: 'false' };
  return { value: source };
}

function readNumber(source: string): PlainReading {
  if (integer.test(source) || octal.test(source) || hex.test(source)) {
    const value = Number(source);
    if (!Number.isSafeInteger(value)) return { value, fault: 'integer' };
    const digits = source.replace(/^[-+]/, '');
    if (/^0[0-7]+$/.test(digits)) {
      return { value, elsewhere: String((source.startsWith('-') ? -1 : 1) * Number.parseInt(digits, 8)) };
    }
    if (octal.test(source)) return { value, elsewhere: `the text "${source}"` };
    return { value: value === 0 ? 0 : value };
  }
  if (float.test(source)) {
    const value = Number(source);
    return Number.isFinite(value) ? { value } : { value, fault: 'not-finite' };
  }
  if (notFinite.test(source)) {
    return { value: source, fault: 'not-finite' };
  }
  return { value: source };
}
