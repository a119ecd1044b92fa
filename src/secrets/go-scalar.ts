/** A scalar as sops knows it: the type it writes behind a value, and the bytes that are encrypted and go into the MAC. */
export interface SopsScalar {
  readonly type: 'str' | 'int' | 'float' | 'bool' | 'bytes' | 'time' | 'comment';
  readonly text: string;
}

/**
 * What Go's yaml.v3, with which sops reads files, makes of a plain scalar: undefined for null. Its rules are those of
 * YAML 1.2 with some of 1.1 (underscores in numbers, octal with a leading zero, timestamps), see resolve.go there.
 */
export function goScalar(plain: string): SopsScalar | undefined {
  if (/^(?:~|null|Null|NULL|)$/.test(plain)) return undefined;
  if (/^(?:true|True|TRUE)$/.test(plain)) return { type: 'bool', text: 'True' };
  if (/^(?:false|False|FALSE)$/.test(plain)) return { type: 'bool', text: 'False' };
  const special = /^([-+]?)\.(inf|Inf|INF)$/.exec(plain);
  if (special !== null) return { type: 'float', text: special[1] === '-' ? '-Inf' : '+Inf' };
  if (/^\.(?:nan|NaN|NAN)$/.test(plain)) return { type: 'float', text: 'NaN' };
  return goTime(plain) ?? goNumber(plain) ?? { type: 'str', text: plain };
}

function goNumber(plain: string): SopsScalar | undefined {
  if (!/^[-+.0-9]/.test(plain)) return undefined;
  const digits = plain.replaceAll('_', '');
  const whole = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(digits);
  if (whole !== null) {
    const [, sign, hex, binary, octal, decimal] = whole;
    const value =
      hex !== undefined
        ? BigInt(`0x${hex}`)
        : binary !== undefined
          ? BigInt(`0b${binary}`)
          : octal !== undefined
            ? BigInt(`0o${octal}`)
            : BigInt(decimal ?? '0');
    const signed = sign === '-' ? -value : value;
    if (signed >= -(2n ** 63n) && signed < 2n ** 63n) return { type: 'int', text: signed.toString() };
  }
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(digits))
    return { type: 'float', text: goFloat(Number(digits)) };
  return undefined;
}

/** strconv.FormatFloat(value, 'f', -1, 64): the shortest digits that give the number back, never an exponent. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent] = value.toString().split('e');
  if (exponent === undefined) return mantissa;
  const [, sign = '', before = '', after = ''] = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(mantissa) ?? [];
  const point = before.length + Number(exponent);
  const digits = before + after;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits}${'0'.repeat(point - digits.length)}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The timestamps that yaml.v3 takes, as Go prints them (RFC 3339 with the zone that was written). */
function goTime(plain: string): SopsScalar | undefined {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[ \t]*(Z|[-+]\d{2}:\d{2}))?)?$/.exec(
      plain,
    );
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction, zone = 'Z'] = match;
  const pad = (text: string): string => text.padStart(2, '0');
  const date = `${year}-${pad(month)}-${pad(day)}`;
  const real = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || !real.toISOString().startsWith(date)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const rest = (fraction ?? '').replace(/0+$/, '');
  const at = zone === '+00:00' || zone === '-00:00' ? 'Z' : zone;
  return { type: 'time', text: `${date}T${pad(hour)}:${minute}:${second}${rest === '' ? '' : `.${rest}`}${at}` };
}
