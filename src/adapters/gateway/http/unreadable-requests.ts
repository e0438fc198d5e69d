import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refuse } from './refusals.ts';

/** Answers what cannot be read as HTTP, for which there is no request to reply to, and closes the connection. */
export function refuseUnreadable({ code: fault }: { code?: string }, socket: Socket): void {
  if (fault === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, message } = refuse(codes[fault ?? ''] ?? 'request/not-http');
  const body = JSON.stringify({ code, message });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** The refusals for errors of Node's HTTP parser that have one of their own. */
const codes: Readonly<Record<string, 'request/headers-too-large' | 'request/too-slow'>> = {
  HPE_HEADER_OVERFLOW: 'request/headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request/too-slow',
};
