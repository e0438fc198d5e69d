import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

/** A part of a form: a field, or a file. */
export type Part = { name: string; value: string } | { name: string; file: string; type: string; bytes: Buffer };

/** Posts a form as browsers write it, with these headers, too; names are sent as they are. */
export function postForm(
  port: number,
  host: string,
  path: string,
  parts: Part[],
  more: Record<string, string> = {},
): Promise<number> {
  const boundary = `----form${randomBytes(8).toString('hex')}`;
  const escaped = (name: string) => name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const pieces = parts.flatMap((part) => {
    const isFile = 'file' in part;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${escaped(part.name)}"`;
    const rest = isFile ? `; filename="${escaped(part.file)}"\r\ncontent-type: ${part.type}` : '';
    return [`${head}${rest}\r\n\r\n`, isFile ? part.bytes : part.value, '\r\n'];
  });
  const body = Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
  const headers = { ...more, host, 'content-type': `multipart/form-data; boundary=${boundary}` };
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', method: 'POST', path, headers, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', reject).end(body);
  });
}
