import type { Role } from '../../../api/endpoint.ts';

/**
 * The role that a route needs. What declares none was forgotten, and is for owners only; an address where nothing is, is
 * for whoever may look.
 */
export const roleOf = (declared: Role | 'anyone' | undefined, url: string | undefined): Role | 'anyone' =>
  declared ?? (url === undefined ? 'reader' : 'owner');
