import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandRunner } from '../../src/observe/run-command.ts';
import { redactingStream, redactor } from '../../src/secrets/redact.ts';
import { Secret } from '../../src/secrets/secret.ts';

const canaries = {
  SOPS_AGE_KEY: 'canary-age-key',
  SOPS_AGE_KEY_FILE: 'canary-age-file',
  SOPS_AGE_KEY_CMD: 'canary-age-command',
  INFRAFLUX_PLAN_KEY: 'canary-plan-key',
  INFRAFLUX_PLAN_KEY_VERIFY: 'canary-plan-verify',
  PROXMOX_VE_API_TOKEN: 'canary-proxmox-token',
  PROXMOX_VE_PASSWORD: 'canary-proxmox-password',
  PM_API_TOKEN_SECRET: 'canary-telmate',
  TF_TOKEN_app_terraform_io: 'canary-terraform-token',
  TF_VAR_machine_secrets: 'canary-terraform-variable',
};

/** Programs of these names that print their environment. */
function machine() {
  const bin = mkdtempSync(join(tmpdir(), 'infraflux-children-'));
  for (const name of ['git', 'helm', 'kubectl', 'talosctl', 'sops', 'terraform', 'tofu', 'own']) {
    writeFileSync(join(bin, name), '#!/bin/sh\nenv\n');
    chmodSync(join(bin, name), 0o755);
  }
  return commandRunner({ env: { PATH: `${bin}:${process.env['PATH']}`, HOME: '/h', ...canaries }, cwd: bin });
}

const engine = [
  'PROXMOX_VE_API_TOKEN',
  'PROXMOX_VE_PASSWORD',
  'PM_API_TOKEN_SECRET',
  'TF_TOKEN_app_terraform_io',
  'TF_VAR_machine_secrets',
];

describe('a child gets', () => {
  test.each<readonly [string, readonly string[]]>([
    ['git', []],
    ['helm', []],
    ['kubectl', []],
    ['talosctl', []],
    ['sops', ['SOPS_AGE_KEY', 'SOPS_AGE_KEY_CMD', 'SOPS_AGE_KEY_FILE']],
    ['terraform', engine],
    ['tofu', engine],
    ['own', Object.keys(canaries)],
  ])('only what it needs: %s', async (name, expected) => {
    const { stdout } = await machine()(name, []);
    const found = Object.keys(canaries).filter((variable) => stdout.includes(`${variable}=`));
    expect(found.sort()).toEqual([...expected].sort());
    expect(stdout).toContain('HOME=/h');
  });

  test('what is meant for it, and through a shell the same', async () => {
    const given = await machine()('git', [], { env: { PROXMOX_VE_API_TOKEN: 'for-this-one' } });
    expect(given.stdout).toContain('PROXMOX_VE_API_TOKEN=for-this-one');
    const shell = await machine()('/bin/sh', ['-c', 'env'], { program: 'terraform' });
    expect(shell.stdout).not.toContain('canary-age');
    expect(shell.stdout).not.toContain('canary-plan');
    expect(shell.stdout).toContain('canary-proxmox-token');
  });
});

const token = 'infraflux@pve!main=0b0a3f6c-3d5e-4c0f-9d6b-2a9f8e7c6d5b';
const part = '0b0a3f6c-3d5e-4c0f-9d6b-2a9f8e7c6d5b';
const odd = `p+s/w&r<d>'q"z $x\\y!(1)*~ü€=`;
const long = Buffer.from(Array.from({ length: 90 }, (_, at) => (at * 7919) % 251)).toString('base64');

/** As Go's net/url.QueryEscape has it. */
function query(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

describe('a secret is redacted', () => {
  test.each<readonly [string, string, string]>([
    ['the secret part of a token', token, part],
    ['that part in a header', token, `PVEAPIToken=${token}`],
    ['that part in base64', token, Buffer.from(part).toString('base64')],
    ['Go, in a query', odd, query(odd)],
    ['Go, in a query with plus signs', odd, query(odd).replaceAll('%20', '+')],
    ['lower-case digits', odd, query(odd).replaceAll(/%../g, (digits) => digits.toLowerCase())],
    ['JavaScript', odd, encodeURIComponent(odd)],
    ['hex', odd, Buffer.from(odd).toString('hex')],
    ['upper-case hex', odd, Buffer.from(odd).toString('hex').toUpperCase()],
    ['JSON', odd, JSON.stringify(odd).slice(1, -1)],
    [
      'JSON of Python',
      odd,
      JSON.stringify(odd)
        .slice(1, -1)
        .replaceAll(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    [
      'JSON of Go',
      odd,
      JSON.stringify(odd)
        .slice(1, -1)
        .replaceAll(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    ],
    ['JSON of PHP', 'abc/def/ghi', 'abc\\/def\\/ghi'],
    ['a shell, in single quotes', odd, odd.replaceAll("'", `'\\''`)],
    ['a shell, in other single quotes', odd, odd.replaceAll("'", `'"'"'`)],
    ['a shell, in double quotes', odd, odd.replaceAll(/["$`\\]/g, '\\$&')],
    ['base64', long, Buffer.from(long).toString('base64')],
  ])('%s', (_name, value, form) => {
    const clean = redactor([new Secret(value)])(`before ${form} behind`);
    expect(clean).not.toContain(form);
    expect(clean).toContain('(secret)');
    let streamed = '';
    const stream = redactingStream([new Secret(value)], (text) => {
      streamed += text;
    });
    for (const letter of `before ${form} behind\n`) stream.write(letter);
    stream.end();
    expect(streamed).toBe(`${clean}\n`);
  });

  test.each([64, 76])('base64 in lines of %d', (width) => {
    const lines =
      Buffer.from(long)
        .toString('base64')
        .match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    expect(lines.length).toBeGreaterThan(1);
    const clean = redactor([new Secret(long)])(lines.join('\n'));
    for (const line of lines.filter(({ length }) => length >= 12)) expect(clean).not.toContain(line);
  });
});
