// Preloaded: kills the process at the n-th call that changes a file, before it (KILL_WHEN=before) or after it.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env['KILL_AT']);
const isBefore = process.env['KILL_WHEN'] !== 'after';
let calls = 0;
for (const name of ['mkdirSync', 'openSync', 'writeSync', 'fsyncSync', 'renameSync', 'writeFileSync', 'rmSync', 'chmodSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    // Reading opens files as well.
    const counts = name !== 'openSync' || (args[1] !== 'r' && args[1] !== undefined && args[1] !== fs.constants.O_RDONLY);
    if (!counts) return real(...args);
    calls += 1;
    if (calls === at && isBefore) process.kill(process.pid, 'SIGKILL');
    const result = real(...args);
    if (calls === at) process.kill(process.pid, 'SIGKILL');
    return result;
  };
}
syncBuiltinESMExports();
