import type { Group, World } from './model.ts';
import { found, Refusal } from './refusal.ts';
import { newId, nowMs } from './world.ts';

/** The group of this id, unless it was deleted. */
export const groupOf = (world: World, id: string): Group => found(world.groups, id, 'participant group');

/** Makes a group of participants in a workspace or an organisation. */
export function createGroup(
  world: World,
  fields: Pick<Group, 'name' | 'description' | 'workspaceId' | 'organisationId'>,
  participantIds: readonly string[],
): Group {
  if ((fields.workspaceId === null) === (fields.organisationId === null))
    throw new Refusal(400, { workspace_id: ['Give either workspace_id or organisation_id.'] });
  if (fields.workspaceId !== null) found(world.workspaces, fields.workspaceId, 'workspace');
  const group: Group = { id: newId(world), isActive: true, members: new Map(), ...fields };
  addMembers(world, group, participantIds);
  world.groups.set(group.id, group);
  return group;
}

/** Adds participants who are not in a group yet. */
export function addMembers(world: World, group: Group, participantIds: readonly string[]): void {
  assertParticipants(world, participantIds);
  for (const id of participantIds) if (!group.members.has(id)) group.members.set(id, nowMs(world));
}

/** Takes participants out of a group. */
export function removeMembers(group: Group, participantIds: readonly string[]): void {
  for (const id of participantIds) group.members.delete(id);
}

/** Makes a group consist of these participants, whoever was in it before. */
export function overwriteMembers(world: World, group: Group, participantIds: readonly string[]): void {
  assertParticipants(world, participantIds);
  const before = group.members;
  group.members = new Map(participantIds.map((id) => [id, before.get(id) ?? nowMs(world)]));
}

function assertParticipants(world: World, ids: readonly string[]): void {
  const unknown = ids.filter((id) => !world.participants.has(id));
  if (unknown.length > 0)
    throw new Refusal(400, { participant_ids: [`No participants have these ids: ${unknown.join(', ')}.`] });
}
