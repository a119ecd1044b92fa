import type { WorkContext } from '../apply/apply-context.ts';
import type { WorkKinds } from '../apply/run-work.ts';
import type { Work } from '../plan/work.ts';
import { clientFilesKind } from './client-files/apply.ts';
import { publishKind } from './publish/apply.ts';
import { recordKind } from './record/apply.ts';
import { terraformKind } from './terraform/apply.ts';
import { writeKind } from './write/apply.ts';

/** How each kind of work is done: a kind without an entry is a type error. */
export const workKinds: WorkKinds<Work, WorkContext> = {
  write: writeKind,
  publish: publishKind,
  terraform: terraformKind,
  'client-files': clientFilesKind,
  record: recordKind,
};
