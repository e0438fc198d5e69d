import type { Role } from '../../../src/api/endpoint.ts';

/** What each role is called and may do. */
export const roles: Record<Role, { word: string; says: string }> = {
  reader: { word: 'reader', says: 'Can see everything and export answers.' },
  reviewer: { word: 'reviewer', says: 'Can also review, block workers, qualify and give bonuses.' },
  owner: { word: 'owner', says: 'Can also launch, pause and stop runs, manage users and see worker names.' },
};
