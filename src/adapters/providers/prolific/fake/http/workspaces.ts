import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Project as ProjectState, Workspace as WorkspaceState, World } from '../state/model.ts';
import { found, Refusal } from '../state/refusal.ts';
import type { UrlSigner } from '../state/secure-url.ts';
import { availableOf, balanceOf } from '../state/wallet.ts';
import { addParticipant, createProject, createWorkspace } from '../state/workspaces.ts';
import { serve } from './endpoint.ts';
import { listOf, offsetListOf, offsetOf, offsetQuery, pageOf, pageQuery } from './lists.ts';
import { Balance, Id, Project, User, Workspace } from './replies.ts';

const email = 'researcher@example.com';
const name = 'Robin Researcher';

/** Serves the account, its workspaces and projects. */
export function serveWorkspaces(app: FastifyInstance, world: World, signer: UrlSigner): void {
  const form = ({ id, title, description }: WorkspaceState) => ({
    id,
    title,
    description,
    owner: world.userId,
    users: [{ id: world.userId, name, email, roles: ['WORKSPACE_ADMIN'] }],
  });
  const one = (id: string) => found(world.workspaces, id, 'workspace');
  const sumOf = (cents: (world: World, id: string) => number) =>
    [...world.workspaces.keys()].reduce((sum, id) => sum + cents(world, id), 0);
  app.get('/.well-known/study/jwks.json', async () => signer.jwks());
  serve(app, world, {
    operation: 'get-user',
    method: 'GET',
    path: 'users/me/',
    reply: User,
    act: () => ({
      id: world.userId,
      email,
      first_name: 'Robin',
      last_name: 'Researcher',
      name,
      username: email,
      user_type: 'researcher',
      currency_code: world.currency,
      balance: sumOf(balanceOf),
      available_balance: sumOf(availableOf),
    }),
  });
  serve(app, world, {
    operation: 'list-workspaces',
    method: 'GET',
    path: 'workspaces/',
    query: z.strictObject(offsetQuery),
    reply: offsetListOf(Workspace),
    act: ({ query }) => offsetOf([...world.workspaces.values()].map(form), query),
  });
  serve(app, world, {
    operation: 'create-workspace',
    method: 'POST',
    path: 'workspaces/',
    status: 201,
    body: z.strictObject({ title: z.string().min(1), description: z.string().default('') }),
    reply: Workspace,
    act: ({ body }) => form(createWorkspace(world, body)),
  });
  serve(app, world, {
    operation: 'get-workspace',
    method: 'GET',
    path: 'workspaces/:id/',
    reply: Workspace,
    act: ({ id }) => form(one(id)),
  });
  serve(app, world, {
    operation: 'change-workspace',
    method: 'PATCH',
    path: 'workspaces/:id/',
    body: z.strictObject({ title: z.string().min(1).optional(), description: z.string().optional() }),
    reply: Workspace,
    act: ({ id, body }) => form(Object.assign(one(id), body)),
  });
  serveBalance(app, world);
  serveProjects(app, world);
  serveAccount(app, world);
}

function serveBalance(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'get-balance',
    method: 'GET',
    path: 'workspaces/:id/balance/',
    reply: Balance,
    act({ id }) {
      found(world.workspaces, id, 'workspace');
      const split = (cents: number) => {
        const rewards = Math.floor(cents / (1 + world.feeRate * (1 + world.vatRate)));
        const fees = Math.floor(rewards * world.feeRate);
        return { rewards, fees, vat: cents - rewards - fees };
      };
      const total = balanceOf(world, id);
      const available = availableOf(world, id);
      return {
        currency_code: world.currency,
        total_balance: total,
        balance_breakdown: split(total),
        available_balance: available,
        available_balance_breakdown: split(available),
      };
    },
  });
}

function serveProjects(app: FastifyInstance, world: World): void {
  const form = (project: ProjectState) => ({
    id: project.id,
    title: project.title,
    description: project.description,
    workspace: project.workspaceId,
    owner: world.userId,
    type: project.type,
    naivety_distribution_rate: project.naivetyRate,
    is_longitudinal: project.isLongitudinal,
  });
  const fields = {
    title: z.string().min(1),
    description: z.string().default(''),
    type: z.enum(['PRIVATE', 'PUBLIC']).default('PRIVATE'),
    naivety_distribution_rate: z.number().min(0).max(1).nullable().default(null),
    is_longitudinal: z.boolean().default(false),
  };
  serve(app, world, {
    operation: 'list-projects',
    method: 'GET',
    path: 'workspaces/:id/projects/',
    query: z.strictObject(pageQuery),
    reply: listOf(Project),
    act({ id, query, request }) {
      found(world.workspaces, id, 'workspace');
      const projects = [...world.projects.values()].filter(({ workspaceId }) => workspaceId === id);
      return pageOf(request, projects.map(form), query);
    },
  });
  serve(app, world, {
    operation: 'create-project',
    method: 'POST',
    path: 'workspaces/:id/projects/',
    status: 201,
    body: z.strictObject(fields),
    reply: Project,
    act({ id, body }) {
      const { naivety_distribution_rate: naivetyRate, is_longitudinal: isLongitudinal, ...rest } = body;
      return form(createProject(world, id, { ...rest, naivetyRate, isLongitudinal }));
    },
  });
  serve(app, world, {
    operation: 'get-project',
    method: 'GET',
    path: 'projects/:id/',
    reply: Project,
    act: ({ id }) => form(found(world.projects, id, 'project')),
  });
  serve(app, world, {
    operation: 'change-project',
    method: 'PATCH',
    path: 'projects/:id/',
    body: z.strictObject({ title: z.string().min(1).optional(), description: z.string().optional() }),
    reply: Project,
    act: ({ id, body }) => form(Object.assign(found(world.projects, id, 'project'), body)),
  });
}

function serveAccount(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'create-test-participant',
    method: 'POST',
    path: 'researchers/participants/',
    status: 201,
    body: z.strictObject({ email: z.email() }),
    reply: z.strictObject({ participant_id: Id }),
    act({ body }) {
      if (!world.features.testParticipants)
        throw new Refusal(403, 'Test participants are not enabled for this workspace.');
      return { participant_id: addParticipant(world, { email: body.email, isTest: true }).id };
    },
  });
  serve(app, world, {
    operation: 'invite',
    method: 'POST',
    path: 'invitations/',
    status: 201,
    body: z.strictObject({
      association: z.string(),
      emails: z.array(z.email()).min(1),
      role: z.enum(['WORKSPACE_ADMIN', 'WORKSPACE_COLLABORATOR']),
    }),
    reply: z.strictObject({ invitations: z.array(z.record(z.string(), z.unknown())) }),
    act({ body: { association, emails, role } }) {
      found(world.workspaces, association, 'workspace');
      const invitation = { association, invited_by: world.userId, status: 'INVITED', invite_link: '', role };
      return {
        invitations: emails.map((one) => ({ ...invitation, invitee: { id: null, name: null, email: one } })),
      };
    },
  });
  serve(app, world, {
    operation: 'recommend-rewards',
    method: 'GET',
    path: 'reward-recommendations/',
    query: z.strictObject({
      workspace_id: z.string().optional(),
      currency: z.enum(['GBP', 'USD']).optional(),
      screener_ids: z.string().optional(),
    }),
    reply: z.array(
      z.strictObject({ currency: z.string(), min_reward_per_hour: z.int(), recommended_reward_per_hour: z.int() }),
    ),
    act: ({ query }) =>
      [
        { currency: 'GBP', min_reward_per_hour: 600, recommended_reward_per_hour: 900 },
        { currency: 'USD', min_reward_per_hour: 800, recommended_reward_per_hour: 1200 },
      ].filter(({ currency }) => !query.currency || currency === query.currency),
  });
}
