import type { FastifyInstance } from 'fastify';
import type { Access } from './access.ts';
import { accessApi } from './access-api.ts';
import { openCookies } from './cookies.ts';
import { guardApp } from './guard.ts';
import { oidcApi } from './oidc-api.ts';

/** Puts the guard before all routes of the house, and beside it the routes to get past it. */
export async function openDoor(app: FastifyInstance, access: Access): Promise<void> {
  const cookies = await openCookies(app, access.publicUrl);
  guardApp(app, access, cookies);
  accessApi(app, access, cookies);
  if (access.oidc) oidcApi(app, access, access.oidc, cookies);
}
