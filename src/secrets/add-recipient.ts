import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/**
 * infraflux.yaml with one more of the operators' recipients: bytes are put in at one place, all others stay. Undefined
 * where it cannot be done without guessing (an alias, an empty map); then the person is told what to add.
 */
export function addRecipient(text: string, recipient: string): string | undefined {
  const wanted = splice(text, recipient);
  // Whatever was written must read back as the old file with this one recipient more.
  return wanted !== undefined && isOneMore(text, wanted, recipient) ? wanted : undefined;
}

function splice(text: string, recipient: string): string | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const list = document.getIn(['secrets', 'sops', 'recipients'], true);
  if (list === undefined) {
    if (document.has('secrets') || document.contents.flow === true || /^\.\.\.\s*$/m.test(text)) return undefined;
    const gap = text === '' || text.endsWith('\n') ? '' : newline;
    const lines = ['', 'secrets:', '  sops:', '    recipients:', `      - ${recipient}`, ''];
    return `${text}${gap}${lines.join(newline)}`;
  }
  if (!isSeq(list)) return undefined;
  const last = list.items.at(-1);
  if (last === undefined) {
    const [start, end] = list.range ?? [0, 0];
    return list.flow === true ? `${text.slice(0, start)}[${recipient}]${text.slice(end)}` : undefined;
  }
  if (!isScalar(last) || !last.range) return undefined;
  const [start, end] = last.range;
  if (list.flow === true) return `${text.slice(0, end)}, ${recipient}${text.slice(end)}`;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  if (!/^ *- +$/.test(before)) return undefined;
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd === -1 ? text.length : lineEnd + 1;
  const gap = lineEnd === -1 ? newline : '';
  return `${text.slice(0, at)}${gap}${before}${recipient}${newline}${text.slice(at)}`;
}

function isOneMore(before: string, after: string, recipient: string): boolean {
  const [old, next] = [before, after].map((text) => {
    const document = parseDocument(text, { prettyErrors: false });
    const list: unknown = document.getIn(['secrets', 'sops', 'recipients']);
    const recipients = isSeq(list) ? (list.toJSON() as unknown[]) : [];
    document.deleteIn(['secrets']);
    return { errors: document.errors.length, recipients, rest: JSON.stringify(document.toJS({ maxAliasCount: 1000 })) };
  });
  if (old === undefined || next === undefined || next.errors > 0 || old.rest !== next.rest) return false;
  return JSON.stringify(next.recipients) === JSON.stringify([...old.recipients, recipient]);
}
