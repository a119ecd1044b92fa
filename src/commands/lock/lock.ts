import { clusterId } from '../../identity/cluster-id.ts';
import { formatLockLine } from '../../model/format-lock.ts';
import { sourceText } from '../../source/decode.ts';
import { lockName } from '../input/file-names.ts';
import { load } from '../input/load.ts';
import { selectEnvironments } from '../input/select.ts';
import type { ConfigOption, PrintOptions, SelectOptions } from '../terminal/options.ts';
import { report } from '../terminal/report.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';

/** `lock`: what is allocated, and what the next compile would add. */
export async function showLock(
  options: ConfigOption & SelectOptions & PrintOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const loaded = await load(options, terminal);
  const selection = selectEnvironments(loaded, options);
  const reported = report(loaded, [...loaded.diagnostics, ...selection.diagnostics], options, terminal);
  const next = loaded.platform?.lock;
  if (next === undefined || reported.errors) {
    if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  const { environments, clusters } = selection;
  const lines = next.lines.filter(
    ({ environment, cluster }) =>
      (environments?.includes(environment) ?? true) && (clusters?.has(clusterId(environment, cluster)) ?? true),
  );
  if (options.json === true) {
    const shown = lines.map(({ span: _span, ...line }) => line);
    terminal.out(`${JSON.stringify({ ...reported.json, lines: shown }, null, 2)}\n`);
    return 0;
  }
  const before = loaded.files.find((file) => file.path === lockName);
  const there = new Set(before === undefined ? [] : sourceText(before).split(/\r?\n/));
  for (const line of lines) {
    const text = formatLockLine(line);
    terminal.out(`${text}${there.has(text) ? '' : '   (at the next compile)'}\n`);
  }
  return 0;
}
