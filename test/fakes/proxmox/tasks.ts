import { Refusal } from './hypervisor.ts';

interface Task {
  readonly ends: number;
  readonly exit: string;
}

/** Proxmox' workers. What a task does is done at once; for `delay` milliseconds it is only said to be running. */
export class Tasks {
  delay = 0;
  /** What a kind of task ends with instead of OK: `qmstop` → `WARNINGS: 1`. */
  readonly exits = new Map<string, string>();
  private readonly all = new Map<string, Task>();

  run(host: string, kind: string, subject: string, work: () => unknown): string {
    const serial = (this.all.size + 1).toString(16).toUpperCase().padStart(8, '0');
    const upid = `UPID:${host}:${serial}:${serial}:65000000:${kind}:${subject}:infraflux@pve!test:`;
    let exit = this.exits.get(kind) ?? 'OK';
    if (exit === 'OK' || exit.startsWith('WARNINGS')) {
      try {
        work();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // A taken id is found before there is a worker.
        if (error.message.includes('already exists')) throw error;
        exit = error.message;
      }
    }
    this.all.set(upid, { ends: Date.now() + this.delay, exit });
    return upid;
  }

  status(upid: string): unknown {
    const task = this.find(upid);
    return Date.now() < task.ends ? { upid, status: 'running' } : { upid, status: 'stopped', exitstatus: task.exit };
  }

  log(upid: string): unknown {
    const { exit } = this.find(upid);
    return [
      { n: 1, t: exit === 'OK' ? 'TASK OK' : exit.startsWith('WARNINGS') ? 'WARN: as told' : `TASK ERROR: ${exit}` },
    ];
  }

  private find(upid: string): Task {
    const task = this.all.get(upid);
    if (task === undefined) throw new Refusal(500, `unable to parse worker upid '${upid}'`);
    return task;
  }
}
