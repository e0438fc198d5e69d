import type { FastifyInstance } from 'fastify';
import { unknownPath } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';

type Params = Record<string, string>;

const ofTask = (screen: string) => (params: Params) => `${screen}?${new URLSearchParams({ task: params.task ?? '' })}`;

/** Each screen of Mephisto's review app, and the one that shows the same here. */
const screens: Record<string, (params: Params) => string> = {
  '': () => '/',
  '/*': () => '/',
  '/tasks/:task': ofTask('/review'),
  '/tasks/:task/units': ofTask('/units'),
  '/tasks/:task/units/:unit': ({ unit = '' }) => `/units/${encodeURIComponent(unit)}`,
  '/tasks/:task/stats': ofTask('/statistics'),
  '/tasks/:task/timeline': ofTask('/statistics'),
  '/tasks/:task/worker-opinions': ofTask('/opinions'),
  '/qualifications/:qualification': ({ qualification = '' }) => `/qualifications/${encodeURIComponent(qualification)}`,
};

/** Redirects each screen of Mephisto's review app to the app's own, and answers unknown API paths. */
export function mephistoScreens(app: FastifyInstance): void {
  const config = { role: 'reader' as const };
  for (const [path, screenOf] of Object.entries(screens)) {
    app.get(`${appRoutes}/mephisto${path}`, { config }, (request, reply) =>
      reply.redirect(screenOf(request.params as Params)),
    );
  }
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: `${appRoutes}/mephisto/api/*`,
    config,
    handler(request) {
      throw unknownPath(request.url);
    },
  });
}
