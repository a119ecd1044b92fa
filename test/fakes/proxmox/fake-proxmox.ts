import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './certificate.ts';
import { type Host, Hypervisor, Refusal } from './hypervisor.ts';
import { answer, type ApiRequest } from './routes.ts';
import { Tasks } from './tasks.ts';

export interface Fault {
  /** Before the request is looked at, or after it was done. */
  readonly when: 'before' | 'after';
  /** Undefined: the connection is cut. */
  readonly status?: number;
  readonly message?: string;
  /** Nothing is ever answered. */
  readonly hang?: true;
  /** Answered with 200 in the place of the real answer: cut off, empty, or of another server. */
  readonly body?: string;
}

/** The Proxmox API on 127.0.0.1, with its wire rules: forms in, JSON out, errors in the status line, tokens only. */
export class FakeProxmox {
  readonly hypervisor: Hypervisor;
  readonly tasks = new Tasks();
  /** All requests, in order. */
  readonly requests: ApiRequest[] = [];
  /** Decides over each request whether it goes wrong. */
  fault: (request: ApiRequest) => Fault | undefined = () => undefined;
  readonly token: string;
  private readonly server: Server;
  readonly certificate: string;

  constructor(
    hosts: Readonly<Record<string, Host>>,
    token = 'infraflux@pve!test=11111111-2222-3333-4444-555555555555',
  ) {
    this.token = token;
    this.hypervisor = new Hypervisor(hosts);
    const { key, cert, path } = selfSigned();
    this.certificate = path;
    this.server = createServer({ key, cert, minVersion: 'TLSv1.3' }, (request, response) => {
      void this.serve(request, response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => {
      this.server.listen(0, '127.0.0.1', done);
    });
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** Requests that change something, as `POST nodes/pve1/qemu`. */
  writes(): string[] {
    return this.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path.join('/')}`);
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'https://127.0.0.1');
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const reply = (status: number, message: string, value: unknown): void => {
      // The reason stands in the status line: that is where the provider reads it.
      response.writeHead(status, message.replaceAll(/[\r\n]/g, ' '), {
        'content-type': 'application/json;charset=UTF-8',
      });
      response.end(JSON.stringify(value));
    };
    const type = incoming.headers['content-type'] ?? '';
    if (body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
      reply(400, 'Parameter verification failed: bodies are forms', { data: null });
      return;
    }
    const request: ApiRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname
        .replace(/^\/api2\/json\//, '')
        .replace(/\/$/, '')
        .split('/')
        .map(decodeURIComponent),
      parameters: new Map([...url.searchParams, ...repeated(new URLSearchParams(body))]),
    };
    this.requests.push(request);
    if (!url.pathname.startsWith('/api2/json/')) return reply(404, 'no such file', { data: null });
    if (incoming.headers.authorization !== `PVEAPIToken=${this.token}`) {
      return reply(401, 'invalid token value!', { data: null });
    }
    const fault = this.fault(request);
    try {
      if (fault?.when === 'before') throw fault;
      const data = answer(this.hypervisor, this.tasks, request);
      if (fault?.when === 'after') throw fault;
      reply(200, 'OK', { data });
    } catch (error) {
      if (error === fault && fault !== undefined) {
        if (fault.hang === true) return;
        if (fault.body !== undefined) {
          response.writeHead(200, 'OK', { 'content-type': 'application/json;charset=UTF-8' });
          response.end(fault.body);
        } else if (fault.status === undefined) response.destroy();
        else reply(fault.status, fault.message ?? 'injected', { data: null });
      } else if (error instanceof Refusal) {
        reply(error.status, error.message, { data: null, message: error.message, errors: error.errors });
      } else {
        reply(500, `the fake itself: ${String(error)}`, { data: null });
      }
    }
  }
}

/** A parameter that is sent several times is a list; Proxmox keeps it as one, and so does the map, with newlines. */
function repeated(form: URLSearchParams): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of form) values.set(name, values.has(name) ? `${values.get(name)}\n${value}` : value);
  return values;
}
