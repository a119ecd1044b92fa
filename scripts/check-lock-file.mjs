// package-lock.json must name every optional package of every platform (npm ci fails on another machine otherwise) and no
// registry address.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const faults = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (entry.resolved !== undefined && /^https?:/.test(entry.resolved)) faults.push(`${path} names a registry address`);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    if (lock.packages[nested] === undefined && lock.packages[`node_modules/${name}`] === undefined) {
      faults.push(`${name}, optional for ${path || 'the root'}, is missing`);
    }
  }
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log('package-lock.json is complete');
