import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CommandResult } from '../../src/observe/run-command.ts';
import { askTerraform } from '../../src/observe/terraform/ask-terraform.ts';
import { stageOf } from '../../src/observe/terraform/stage.ts';
import { stateOf } from '../state-of.ts';

test('a state of the other engine is called that, with what puts it right', async () => {
  const stage = stageOf(stateOf(mkdtempSync(join(tmpdir(), 'infraflux-engine-'))), 'dev', 'main');
  mkdirSync(stage.root, { recursive: true });
  const answer = (code: number, stderr: string): CommandResult => ({
    code,
    stderr,
    stdout: '',
    bytes: new Uint8Array(),
  });
  const asked = await askTerraform(
    {
      program: 'tofu',
      stage,
      env: {},
      secrets: [],
      typed: { infraflux: 'npx infraflux', flags: [], output: '../my out' },
      checkout: '/nowhere',
      limits: { api: 10, plan: 60, apply: 60 },
      stateFile: undefined,
      sources: ['bpg/proxmox'],
      run: async (_, [verb]) =>
        verb === 'show'
          ? answer(
              1,
              'Error: Failed to load plugin schemas\nunavailable provider "registry.terraform.io/bpg/proxmox"\n',
            )
          : answer(0, ''),
    },
    {
      nodes: [],
      bootstrap: false,
      wasApplied: true,
      ours: new Map(),
      prove: async () => ({ machines: [] }),
      proveImages: async () => undefined,
    },
  );
  expect(asked).toMatchObject({ kind: 'refused', state: 'blocked', diagnostic: { code: 'terraform/other-engine' } });
  expect(asked.kind === 'refused' && asked.diagnostic.help).toContain(
    `tofu '-chdir=../my out/dev/terraform/main' state replace-provider registry.terraform.io/bpg/proxmox registry.opentofu.org/bpg/proxmox`,
  );
});
