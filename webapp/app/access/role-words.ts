import type { Role } from '../../../src/api/endpoint.ts';

/** The name of each role, and what it may do. */
export const roles: Record<Role, { word: string; description: string }> = {
  reader: { word: 'reader', description: 'Can see everything and export answers.' },
  reviewer: { word: 'reviewer', description: 'Can also review, block workers, qualify and give bonuses.' },
  owner: { word: 'owner', description: 'Can also launch, pause and stop runs, manage users and see worker names.' },
};
