import type { FastifyInstance } from 'fastify';
import { appRoutes } from '../http/hosts.ts';

/** The build names these files by a hash of their contents, so they never change. */
const namedByContent = { maxAge: '365d', immutable: true };

/** Serves the sign-in page, and the files that every screen needs. */
export function loginPages(app: FastifyInstance): void {
  const open = { config: { role: 'anyone' as const } };
  app.get(`${appRoutes}/first.js`, open, (_request, reply) => reply.sendFile('first.js'));
  // Browsers request it at every navigation unless they may cache it.
  app.get(`${appRoutes}/favicon.svg`, open, (_request, reply) => reply.sendFile('favicon.svg', { maxAge: '1d' }));
  app.get(`${appRoutes}/assets/*`, open, (request, reply) =>
    reply.sendFile(`assets/${(request.params as { '*': string })['*']}`, namedByContent),
  );
  app.get(`${appRoutes}/login`, open, (_request, reply) => reply.sendFile('index.html'));
}

/** Serves the requester's app: its files, and its one page for the address of every screen. */
export function appPages(app: FastifyInstance): void {
  const page = { config: { role: 'reader' as const } };
  loginPages(app);
  app.get(`${appRoutes}/*`, page, (request, reply) => {
    const isScreen = !/^(@|(api|assets)(\/|$))/.test((request.params as { '*': string })['*']);
    return isScreen ? reply.sendFile('index.html') : reply.callNotFound();
  });
}
