import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanClear } from '../../src/plan/scan/scan-clear.ts';
import { cpuClock } from '../cpu-time.ts';
import { filesBelow } from '../golden-tree.ts';

const repository = join(import.meta.dirname, '../..');
const what = (text: string): readonly string[] => scanClear(text).map((found) => found.what);
const random = 'q7Wk2ZpL9xVt4Nc8Rb';

describe('secrets in clear', () => {
  test('there are none in what the platforms of the tests compile to, nor in their input', () => {
    for (const folder of ['test/golden', 'out', 'environments'])
      for (const file of filesBelow(join(repository, folder)))
        expect(what(readFileSync(join(repository, folder, file), 'utf8')), `${folder}/${file}`).toEqual([]);
  });

  test.each([
    'adminPassword: hunter2',
    'admin_password: "hunter2"',
    '  - ADMIN-PASSWORD: hunter2',
    '{"auth": {"adminPassword": "hunter2"}}',
    'a: {b: {clientSecret: hunter2}}',
    'export DB_PASSWORD=hunter2',
    'password = "hunter2"',
    'grafana.ini.password: hunter2',
    'password: |\n  hunter2',
    `api-token: ${random}`,
    `TOKEN=${random}`,
    `\\"apiToken\\": \\"${random}\\"`,
    `- name: CF_API_TOKEN\n  value: ${random}`,
    `{name: CF_API_TOKEN, value: "${random}"}`,
    `- {key: secretKey, value: ${random}}`,
    'clientSecret: 0b0a3f6c-3d5e-4c0f-9d6b-2a9f8e7c6d5b',
    'url: redis://default:hunter2@redis:6379',
    'kind: Secret\ndata:\n  a: b',
    'kind: Secret\nstringData: {a: b}',
    'stringData:\n  a: b\nkind: Secret',
    'items:\n  - kind: Secret\n    stringData:\n      a: b',
    '{"apiVersion":"v1","kind":"Secret","data":{"a":"Yg=="}}',
    '"{\\"kind\\": \\"Secret\\", \\"stringData\\": {\\"a\\": \\"b\\"}}"',
  ])('are found: %j', (text) => {
    expect(what(text)).not.toEqual([]);
  });

  test.each([
    'password: ""',
    'password: {secret: grafana}',
    'existingSecret: grafana-admin',
    'passwordKey: admin-password',
    'password: admin-password',
    'secretKey: api-token',
    'tokenSecretRef: {name: cloudflare, key: token}',
    'apiTokenSecretRef:\n  name: a\n  key: token',
    'automountServiceAccountToken: false',
    'password = var.password',
    'token: ${jsonencode(secrets["a"])}',
    'password: "{{ .Values.password }}"',
    'password: ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]',
    'description: The password: it must be long',
    '# set the password: hunter2 is a bad one',
    'secretName: wildcard-tls',
    'token: cilium-operator-v2',
    'kind: Secret\nmetadata: {name: a}',
    'kind: Secret\ndata: {}',
    'kinds: [Secret]\ndata:\n  a: b',
    'kind: SopsSecret\nspec:\n  data: x',
    'kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\n',
    'url: https://git.example.org:8443/a@b',
    'postgres://user:password@host/db',
  ])('what only looks alike is none: %j', (text) => {
    expect(what(text)).toEqual([]);
  });

  test('the place is that of the value, and the id is the same wherever it stands', () => {
    const [first] = scanClear('a: 1\nb: {adminPassword: hunter2}\n');
    expect(first).toMatchObject({ line: 2, column: 20 });
    expect(scanClear('adminPassword: hunter2')[0]?.id).toBe(first?.id);
    expect(scanClear('adminPassword: hunter3')[0]?.id).not.toBe(first?.id);
  });

  test('hostile text takes as long as other text', () => {
    const bytes = 1024 * 1024;
    for (const piece of [
      'a:"',
      'password: ',
      '"',
      'a://',
      'kind: Secret\n',
      '- ',
      'eyJ',
      '-----BEGIN ',
      '{"kind":"Secret"',
      'a.',
      '\\"',
    ]) {
      const clock = cpuClock();
      scanClear(piece.repeat(Math.ceil(bytes / piece.length)));
      expect(clock(), piece).toBeLessThan(4000);
    }
  });
});
