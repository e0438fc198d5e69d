import type { Role } from '../../../src/api/endpoint.ts';

/** What each role is called and may do. */
export const roles: Record<Role, { word: string; says: string }> = {
  reader: { word: 'reader', says: 'Sees everything and exports answers, and changes nothing.' },
  reviewer: { word: 'reviewer', says: 'Also decides on units, workers, qualifications and bonuses.' },
  owner: { word: 'owner', says: 'Also launches, pauses and stops runs, lets people in, and sees who workers are.' },
};
