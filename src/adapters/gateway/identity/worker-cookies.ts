import type { FastifyReply, FastifyRequest } from 'fastify';
import { hostName } from '../http/hosts.ts';

/** How long a browser keeps who its worker is, in seconds: the longest that browsers allow. */
const maxAgeSeconds = 400 * 24 * 3600;

type Settings = {
  publicUrl?: URL;
  /** Other origins that may embed worker pages. */
  frameAncestors?: readonly string[];
};

const isOfThisMachine = ({ headers }: FastifyRequest) => /(^|\.)localhost$/.test(hostName(headers.host));

/** The cookie of a run's origin; no script reads it. */
export function workerCookies({ publicUrl, frameAncestors = [] }: Settings) {
  const isSecure = ({ headers }: FastifyRequest) =>
    publicUrl?.protocol === 'https:' && hostName(headers.host).endsWith(`.${publicUrl.hostname}`);
  // Without https one name holds the cookies of all ports.
  const nameFor = (request: FastifyRequest) =>
    isSecure(request) ? '__Host-manyhands-worker' : `manyhands-worker-${request.socket.localPort}`;

  return {
    read(request: FastifyRequest): string | undefined {
      const start = `${nameFor(request)}=`;
      const found = request.headers.cookie?.split(/; */).find((cookie) => cookie.startsWith(start));
      return found?.slice(start.length) || undefined;
    },
    /** `isEmbedded` where pages of the run's provider show those of its workers. */
    keep(request: FastifyRequest, reply: FastifyReply, value: string, isEmbedded = false): void {
      // A simulated provider embeds pages of this machine, where browsers take a secure cookie without https.
      const secure = isSecure(request) || (isEmbedded && isOfThisMachine(request));
      // Browsers send a lax cookie to no page that another site embeds.
      const site = secure && (isEmbedded || frameAncestors.length > 0) ? 'SameSite=None; Partitioned' : 'SameSite=Lax';
      // A token has only signs that a cookie may have.
      const rules = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; ${site}${secure ? '; Secure' : ''}`;
      reply.header('set-cookie', `${nameFor(request)}=${value}; ${rules}`);
    },
  };
}
