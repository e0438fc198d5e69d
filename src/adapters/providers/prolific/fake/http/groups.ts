import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addMembers, createGroup, groupOf, overwriteMembers, removeMembers } from '../state/groups.ts';
import type { Group as GroupState, World } from '../state/model.ts';
import { Refusal } from '../state/refusal.ts';
import { dateOf } from '../state/world.ts';
import { serve } from './endpoint.ts';
import { listOf, pageOf, pageQuery } from './lists.ts';
import { Group, Members } from './replies.ts';

const ids = z.array(z.string()).min(1);

const envelope = 'bare';
const path = 'participant-groups/:id/';

const form = (group: GroupState) => ({
  id: group.id,
  name: group.name,
  description: group.description,
  workspace_id: group.workspaceId,
  organisation_id: group.organisationId,
  participant_count: group.members.size,
  is_deleted: !group.isActive,
});

/** Serves groups of participants. */
export function serveGroups(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'list-groups',
    method: 'GET',
    path: 'participant-groups/',
    envelope,
    query: z.strictObject({
      ...pageQuery,
      workspace_id: z.string().optional(),
      project_id: z.string().optional(),
      organisation_id: z.string().optional(),
      active: z.enum(['true', 'false']).optional(),
      filter: z.string().optional(),
    }),
    reply: listOf(Group),
    act({ query, request }) {
      const workspace = query.workspace_id ?? world.projects.get(query.project_id ?? '')?.workspaceId;
      if (workspace === undefined && query.organisation_id === undefined)
        throw new Refusal(400, 'Give a workspace_id, a project_id or an organisation_id.');
      const groups = [...world.groups.values()].filter(
        (group) =>
          (workspace === undefined || group.workspaceId === workspace) &&
          (query.organisation_id === undefined || group.organisationId === query.organisation_id) &&
          (query.active === undefined || String(group.isActive) === query.active) &&
          (query.filter === undefined || group.name.includes(query.filter)),
      );
      return pageOf(request, groups.map(form), query);
    },
  });
  serve(app, world, {
    operation: 'create-group',
    method: 'POST',
    path: 'participant-groups/',
    status: 201,
    envelope,
    body: z.strictObject({
      name: z.string().min(1),
      workspace_id: z.string().nullable().default(null),
      organisation_id: z.string().nullable().default(null),
      description: z.string().default(''),
      participant_ids: z.array(z.string()).default([]),
    }),
    reply: Group,
    act({ body: { name, description, workspace_id: workspaceId, organisation_id: organisationId, participant_ids } }) {
      return form(createGroup(world, { name, description, workspaceId, organisationId }, participant_ids));
    },
  });
  serveGroup(app, world);
  serveMembers(app, world);
}

function serveGroup(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'get-group',
    method: 'GET',
    path,
    envelope,
    reply: Group,
    act: ({ id }) => form(groupOf(world, id)),
  });
  serve(app, world, {
    operation: 'change-group',
    method: 'PATCH',
    path,
    envelope,
    body: z.strictObject({ name: z.string().min(1).optional(), participant_ids: z.array(z.string()).optional() }),
    reply: Group,
    act({ id, body: { name, participant_ids } }) {
      const group = groupOf(world, id);
      if (participant_ids) overwriteMembers(world, group, participant_ids);
      if (name !== undefined) group.name = name;
      return form(group);
    },
  });
  serve(app, world, {
    operation: 'delete-group',
    method: 'DELETE',
    path,
    envelope,
    act({ id }) {
      groupOf(world, id);
      world.groups.delete(id);
    },
  });
}

function serveMembers(app: FastifyInstance, world: World): void {
  const members = ({ members }: GroupState) => ({
    results: [...members].map(([participant_id, at]) => ({ participant_id, datetime_created: dateOf(at) })),
  });
  const change = (method: 'POST' | 'DELETE', act: (group: GroupState, participants: string[]) => void) =>
    serve(app, world, {
      operation: method === 'POST' ? 'add-members' : 'remove-members',
      method,
      path: `${path}participants/`,
      envelope,
      body: z.strictObject({ participant_ids: ids }),
      reply: Members,
      act({ id, body }) {
        const group = groupOf(world, id);
        act(group, body.participant_ids);
        return members(group);
      },
    });
  change('POST', (group, participants) => addMembers(world, group, participants));
  change('DELETE', removeMembers);
  serve(app, world, {
    operation: 'list-members',
    method: 'GET',
    path: `${path}participants/`,
    envelope,
    reply: Members,
    act: ({ id }) => members(groupOf(world, id)),
  });
}
