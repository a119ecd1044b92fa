import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { platform, run, tree } from './cli.ts';

/** Moments of a run's life: none of them is special, so that all kinds come up. */
const moments = [0.35, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1];

const isTreeOf = (there: Record<string, string>, one: Record<string, string>): boolean =>
  JSON.stringify(there) === JSON.stringify(one);

/** What there is after a change, compiled in another directory: the lock is that of before. */
async function compiledElsewhere(cwd: string): Promise<Record<string, string>> {
  const other = await platform(() => readFileSync(join(cwd, 'infraflux.yaml'), 'utf8'));
  writeFileSync(join(other, 'infraflux.lock'), readFileSync(join(cwd, 'infraflux.lock')));
  await run(['compile'], { cwd: other });
  return tree(join(other, 'out'));
}

function change(cwd: string, round: number): void {
  const path = join(cwd, 'infraflux.yaml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(
      /memory: \d+Gi, disks: \{system: \{size: 64Gi/,
      `memory: ${20 + round}Gi, disks: {system: {size: 64Gi`,
    ),
  );
}

describe('SIGKILL', () => {
  test('in compile leaves the old tree or the new one, whole, and the next compile mends the rest', async () => {
    const cwd = await platform();
    const whole = (await run(['compile'], { cwd })).milliseconds;
    let killed = 0;
    for (const [round, moment] of moments.entries()) {
      const before = tree(join(cwd, 'out'));
      change(cwd, round);
      const after = await compiledElsewhere(cwd);
      const ran = await run(['compile'], { cwd, killAfter: whole * moment });
      if (ran.signal === 'SIGKILL') killed += 1;
      // Between the two renames of a swap there is no out/ at all; the old one then stands beside.
      const there = tree(join(cwd, existsSync(join(cwd, 'out')) ? 'out' : 'out.old'));
      expect(isTreeOf(there, before) || isTreeOf(there, after), `moment ${moment}`).toBe(true);
      const again = await run(['compile'], { cwd });
      expect(again.code, again.err).toBe(0);
      expect(tree(join(cwd, 'out'))).toEqual(after);
      expect(
        readdirSync(cwd)
          .filter((name) => !name.startsWith('.'))
          .sort(),
      ).toEqual(['infraflux.lock', 'infraflux.yaml', 'out']);
    }
    expect(killed).toBeGreaterThan(0);
  });

  test('in apply is mended by the next apply, which does what is left and nothing twice', async () => {
    const cwd = await platform();
    const whole = (await run(['apply', '--yes'], { cwd })).milliseconds;
    let killed = 0;
    for (const [round, moment] of moments.entries()) {
      change(cwd, round);
      const ran = await run(['apply', '--yes'], { cwd, killAfter: whole * moment });
      if (ran.signal === 'SIGKILL') killed += 1;
      const again = await run(['apply', '--yes'], { cwd });
      expect(again.code, again.err).toBe(0);
      const plan = await run(['plan', '--detailed-exitcode'], { cwd });
      expect(plan.code, plan.out + plan.err).toBe(0);
      expect((await run(['compile', '--check'], { cwd })).code).toBe(0);
    }
    expect(killed).toBeGreaterThan(0);
  });
});

describe('Ctrl-C', () => {
  test('in apply ends it in good order at any moment', async () => {
    const cwd = await platform();
    const whole = (await run(['apply', '--yes'], { cwd })).milliseconds;
    for (const [round, moment] of moments.slice(3, 8).entries()) {
      change(cwd, round);
      const ran = await run(['apply', '--yes'], { cwd, killAfter: whole * moment, signal: 'SIGINT' });
      // Before there is anything to stop the process just ends; then it stops between steps, or is through.
      expect(ran.signal === 'SIGINT' || ran.code === 0 || ran.code === 1, `${ran.code}`).toBe(true);
      if (ran.code === 1) expect(ran.err).toContain('apply/interrupted');
      expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
      expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
    }
  });
});
