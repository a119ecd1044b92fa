import { request } from 'node:https';
import { tokenForm } from '../model/token-form.ts';

export interface ProxmoxApi {
  /** A GET below /api2/json: what stands in `data`. Throws a `ProxmoxRefusal`, or what the connection failed with. */
  readonly ask: (path: string) => Promise<unknown>;
  /** The token without its secret: `user@realm!name`. */
  readonly tokenId: string;
}

/** An answer that is not 200. Its reason stands in the status line; what is wrong with a parameter, in the body. */
export class ProxmoxRefusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    readonly fields: Readonly<Record<string, string>>,
  ) {
    super(`it answers ${status} ${reason}`.trim());
  }
}

/** Undefined when the token has not the form of one. Certificates are always checked. */
export function proxmoxApi(
  endpoint: string,
  token: string,
  ca: string | undefined,
  timeoutSeconds = 10,
): ProxmoxApi | undefined {
  if (!tokenForm.pattern.test(token)) return undefined;
  const base = endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
  return {
    tokenId: token.slice(0, token.indexOf('=')),
    async ask(path) {
      return dataOf(await get(new URL(`api2/json/${path}`, base), token, ca, timeoutSeconds));
    },
  };
}

/** An answer that was cut on its way is not whole, and a proxy answers with a page: both are 200. */
function dataOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { data?: unknown } | null)?.data;
  } catch {
    throw new Error(text === '' ? 'its answer is empty' : 'its answer is cut off, or is not that of the Proxmox API');
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String((error as { code?: unknown }).code);
}

/** `timeoutSeconds`: a hypervisor that is slower is treated like one that is not there. */
function get(url: URL, token: string, ca: string | undefined, timeoutSeconds: number): Promise<string> {
  return new Promise((done, failed) => {
    const call = request(
      url,
      {
        headers: { authorization: `PVEAPIToken=${token}` },
        ...(ca === undefined ? {} : { ca }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > largestAnswer) call.destroy(new Error('the answer is too long'));
        });
        response.on('error', failed);
        response.on('end', () => {
          if (response.statusCode === 200) done(text);
          else failed(new ProxmoxRefusal(response.statusCode ?? 0, response.statusMessage ?? '', fieldsOf(text)));
        });
      },
    );
    // From the first to the last byte: Node's own limit starts again whenever something happens.
    const timer = setTimeout(
      () => call.destroy(new Error(`no answer within ${timeoutSeconds} s`)),
      timeoutSeconds * 1000,
    );
    call.on('close', () => clearTimeout(timer));
    call.on('error', failed);
    call.end();
  });
}

/** Far more than a hypervisor with thousands of machines says. */
const largestAnswer = 64 * 1024 * 1024;

/** `{"data":null,"errors":{"vmid":"VM 100 already exists"}}` */
function fieldsOf(text: string): Readonly<Record<string, string>> {
  try {
    const { errors } = JSON.parse(text) as { errors?: Readonly<Record<string, unknown>> | null };
    return Object.fromEntries(Object.entries(errors ?? {}).map(([name, value]) => [name, String(value).trim()]));
  } catch {
    return {};
  }
}
