import { runCommand } from '../fakes/run-command.ts';
import { newWorld, type Wish } from './world.ts';

// Applies, and kills itself before the nth command or at the nth journal line. Run by crash.test.ts as a process.
const [root = '', text = '{}', kill = '0', mode = 'before'] = process.argv.slice(2);
const wish = JSON.parse(text) as Wish;
const world = newWorld(root);
const plan = await world.plan(wish);
let count = 0;
const report = await world.apply(wish, {
  plan,
  async run(command, args, options) {
    count += 1;
    if (mode === 'before' && count === Number(kill)) process.kill(process.pid, 'SIGKILL');
    const result = await runCommand(command, args, options);
    if (mode === 'after' && count === Number(kill)) process.kill(process.pid, 'SIGKILL');
    return result;
  },
  isStopping: () => mode === 'stop' && count >= Number(kill),
});
process.stdout.write(
  JSON.stringify({ count, codes: report.diagnostics.map((fault) => fault.code), steps: report.steps }),
);
