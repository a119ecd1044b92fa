import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let made: { readonly key: string; readonly cert: string; readonly path: string } | undefined;

/** A certificate for 127.0.0.1 that nobody else has; made once for all fakes of a test file. */
export function selfSigned(): { readonly key: string; readonly cert: string; readonly path: string } {
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'infraflux-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      ...subject,
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );
  made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), path: cert };
  return made;
}
