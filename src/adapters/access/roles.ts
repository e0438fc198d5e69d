import type { Role } from '../../api/endpoint.ts';
import { houseRoutes } from '../gateway/hosts.ts';

/** The routes of the house that declare no role themselves; every other one does, as an endpoint. */
const listed: Record<string, Role | 'anyone'> = {
  'GET /': 'reader',
  'GET /*': 'reader',
  'GET /login': 'anyone',
  'GET /favicon.svg': 'anyone',
  'GET /assets/*': 'anyone',
  'GET /health': 'anyone',
  'GET /api/runs': 'reader',
  'POST /api/runs': 'owner',
  'GET /api/runs/:run': 'reader',
  'POST /api/runs/:run/stop': 'owner',
  'GET /api/units': 'reader',
  'GET /api/units/:unit': 'reader',
  'POST /api/units/:unit/accept': 'reviewer',
  'POST /api/units/:unit/soft-reject': 'reviewer',
  'POST /api/units/:unit/reject': 'reviewer',
  'POST /api/units/:unit/expire': 'owner',
  'GET /api/export': 'reader',
  'GET /api/files/:hash': 'reader',
  'POST /api/rebuild': 'owner',
  'GET /api/verify': 'reader',
  'GET /api/events': 'reader',
  'GET /api/replay/:id': 'reader',
  'GET /api/live': 'reader',
};

/** The role a route of the house was given by hand; undefined for one that was forgotten. */
export function listedRole(method: string, url: string): Role | 'anyone' | undefined {
  const path = url.slice(houseRoutes.length);
  return listed[`${method === 'HEAD' ? 'GET' : method} ${path}`];
}

/** The role a route without one of its own needs. What was forgotten is for owners only, and what is not there for whoever may look. */
export const roleOfRoute = (method: string, url: string | undefined): Role | 'anyone' =>
  url === undefined ? 'reader' : (listedRole(method, url) ?? 'owner');
