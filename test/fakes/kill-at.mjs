// Preloaded: at the n-th step of the process, which is a change to a file or the start of another process, it sends the process a signal
// (KILL_SIGNAL, else SIGKILL), before the step (KILL_WHEN=before) or after it. KILL_COUNT names a file that gets the number of steps.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env['KILL_AT'] ?? 0);
const isBefore = process.env['KILL_WHEN'] === 'before';
const signal = process.env['KILL_SIGNAL'] ?? 'SIGKILL';
const count = process.env['KILL_COUNT'];
const { writeFileSync } = fs;
if (count !== undefined) process.on('exit', () => writeFileSync(count, String(steps)));

let steps = 0;
function counted(real, isStep) {
  return (...args) => {
    if (!isStep(args)) return real(...args);
    steps += 1;
    const isHere = steps === at;
    if (isHere && isBefore) process.kill(process.pid, signal);
    const result = real(...args);
    if (isHere && !isBefore) process.kill(process.pid, signal);
    return result;
  };
}

/** Reading opens files as well. */
const opensToWrite = ([, flags]) => flags !== 'r' && flags !== undefined && flags !== fs.constants.O_RDONLY;
const changes = [
  'mkdirSync', 'writeSync', 'fsyncSync', 'renameSync', 'writeFileSync', 'appendFileSync', 'copyFileSync',
  'linkSync', 'symlinkSync', 'rmSync', 'unlinkSync', 'rmdirSync', 'chmodSync',
];
for (const name of changes) fs[name] = counted(fs[name], () => true);
fs.openSync = counted(fs.openSync, opensToWrite);
childProcess.spawn = counted(childProcess.spawn, () => true);
syncBuiltinESMExports();
