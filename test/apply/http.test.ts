import { execFileSync, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { commitThere, git, newRemote, newWorld, type Wish } from './world.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** git's own http-backend, as a web server would run it. `fail` answers 503 instead, `drop` cuts the answer to a push. */
async function serve(repository: string, faults: { fail: boolean; drop: boolean }): Promise<string> {
  git(repository, 'config', 'http.receivepack', 'true');
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  server = createServer((request, response) => {
    if (faults.fail) {
      response.writeHead(503).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://localhost');
    const cgi = spawn(backend, {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: dirname(repository),
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_USER: 'me',
        REMOTE_ADDR: '127.0.0.1',
      },
    });
    request.pipe(cgi.stdin);
    const chunks: Buffer[] = [];
    cgi.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    cgi.on('close', () => {
      if (faults.drop && url.pathname.endsWith('git-receive-pack')) {
        faults.drop = false;
        request.socket.destroy();
        return;
      }
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      const headers = all
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line) => line.split(': ') as [string, string]);
      const status = headers.find(([name]) => name === 'Status');
      response.writeHead(status === undefined ? 200 : Number.parseInt(status[1], 10), Object.fromEntries(headers));
      response.end(all.subarray(end + 4));
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${repository.split('/').at(-1)}`;
}

it('publishes over HTTP, through an answer that was lost, and has no effect while the server is down', async () => {
  const bare = newRemote();
  commitThere(bare, { 'README.md': 'r\n' });
  const faults = { fail: true, drop: false };
  const repository = await serve(bare, faults);
  const world = newWorld();
  const wish: Wish = { environments: { prod: ['main'] }, repository };
  const down = await world.apply(wish);
  expect(down.deferred.map(({ diagnostic }) => diagnostic.code)).toContain('publish/unreachable');
  expect(git(bare, 'rev-list', '--count', 'main').trim()).toBe('1');
  faults.fail = false;
  faults.drop = true;
  // The commit arrives, the answer does not: the next look finds it there.
  const report = await world.apply(wish);
  expect(report.diagnostics).toEqual([]);
  expect(git(bare, 'rev-list', '--count', 'main').trim()).toBe('2');
  expect((await world.apply(wish)).changed).toBe(false);
  expect(Object.keys(world.published(bare))).toContain('out/prod/inputs.json');
});
