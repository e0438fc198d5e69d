import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { assertFilters, isEligible, knownFilters } from '../state/eligibility.ts';
import type { FilterSet as FilterSetState, World } from '../state/model.ts';
import { found, Refusal } from '../state/refusal.ts';
import { Filter } from '../state/study-shape.ts';
import { newId } from '../state/world.ts';
import { serve } from './endpoint.ts';
import { listOf, pageOf, pageQuery } from './lists.ts';
import { FilterSet } from './replies.ts';

const KnownFilter = z.strictObject({
  filter_id: z.string(),
  title: z.string(),
  type: z.string(),
  data_type: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  choices: z.record(z.string(), z.string()).optional(),
});

const eligibleCount = (world: World, filters: readonly Filter[]) =>
  [...world.participants.values()].filter((participant) => isEligible(world, participant, filters)).length;

/** Serves filters of participants, and named sets of them. */
export function serveFilters(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'list-filters',
    method: 'GET',
    path: 'filters/',
    query: z.strictObject({
      detailed: z.enum(['true', 'false']).optional(),
      workspace_id: z.string().optional(),
      ...pageQuery,
      page_size: pageQuery.page_size.default(100),
    }),
    reply: listOf(KnownFilter),
    act: ({ query, request }) => pageOf(request, knownFilters, query),
  });
  serve(app, world, {
    operation: 'filter-distribution',
    method: 'GET',
    path: 'filters/:id/distribution/',
    reply: z.record(z.string(), z.int()),
    act({ id }) {
      if (!knownFilters.some(({ filter_id }) => filter_id === id)) throw new Refusal(404, `There is no filter ${id}.`);
      const counts: Record<string, number> = {};
      for (const { attributes } of world.participants.values()) {
        const answer = attributes[id];
        if (answer !== undefined) counts[answer] = (counts[answer] ?? 0) + 1;
      }
      return counts;
    },
  });
  serve(app, world, {
    operation: 'count-eligible',
    method: 'POST',
    path: 'eligibility-count/',
    body: z.strictObject({ workspace_id: z.string().optional(), filters: z.array(Filter).default([]) }),
    reply: z.strictObject({ count: z.int() }),
    act({ body }) {
      assertFilters(world, body.filters);
      return { count: eligibleCount(world, body.filters) };
    },
  });
  serveSets(app, world);
}

const envelope = 'bare';
const path = 'filter-sets/:id/';

function formOf(world: World, set: FilterSetState) {
  return {
    id: set.id,
    name: set.name,
    organisation_id: set.organisationId,
    workspace_id: set.workspaceId,
    version: set.version,
    is_deleted: set.isDeleted,
    is_locked: set.isLocked,
    eligible_participant_count: eligibleCount(world, set.filters),
    filters: set.filters,
  };
}

function serveSets(app: FastifyInstance, world: World): void {
  const add = (fields: Pick<FilterSetState, 'name' | 'workspaceId' | 'organisationId' | 'filters'>) => {
    assertFilters(world, fields.filters);
    const set = { id: newId(world), version: 1, isLocked: false, isDeleted: false, ...fields };
    world.filterSets.set(set.id, set);
    return formOf(world, set);
  };
  serve(app, world, {
    operation: 'list-filter-sets',
    method: 'GET',
    path: 'filter-sets/',
    envelope,
    query: z.strictObject({
      ...pageQuery,
      workspace_id: z.string().optional(),
      organisation_id: z.string().optional(),
    }),
    reply: listOf(FilterSet),
    act({ query, request }) {
      const sets = [...world.filterSets.values()].filter(
        ({ workspaceId, organisationId }) =>
          (query.workspace_id ?? workspaceId) === workspaceId &&
          (query.organisation_id ?? organisationId) === organisationId,
      );
      return pageOf(
        request,
        sets.map((set) => formOf(world, set)),
        query,
      );
    },
  });
  serve(app, world, {
    operation: 'create-filter-set',
    method: 'POST',
    path: 'filter-sets/',
    status: 201,
    envelope,
    body: z.strictObject({
      name: z.string().min(1),
      workspace_id: z.string().nullable().default(null),
      organisation_id: z.string().nullable().default(null),
      filters: z.array(Filter).default([]),
    }),
    reply: FilterSet,
    act: ({ body: { name, workspace_id: workspaceId, organisation_id: organisationId, filters } }) =>
      add({ name, workspaceId, organisationId, filters }),
  });
  serve(app, world, {
    operation: 'clone-filter-set',
    method: 'POST',
    path: `${path}clone/`,
    status: 201,
    envelope,
    reply: FilterSet,
    act({ id }) {
      const { name, workspaceId, organisationId, filters } = found(world.filterSets, id, 'filter set');
      return add({ name: `${name} Copy`, workspaceId, organisationId, filters: structuredClone(filters) });
    },
  });
  serveSet(app, world);
}

function serveSet(app: FastifyInstance, world: World): void {
  const one = (id: string) => found(world.filterSets, id, 'filter set');
  serve(app, world, {
    operation: 'get-filter-set',
    method: 'GET',
    path,
    envelope,
    reply: FilterSet,
    act: ({ id }) => formOf(world, one(id)),
  });
  serve(app, world, {
    operation: 'change-filter-set',
    method: 'PATCH',
    path,
    envelope,
    body: z.strictObject({ name: z.string().min(1).optional(), filters: z.array(Filter).optional() }),
    reply: FilterSet,
    act({ id, body }) {
      const set = one(id);
      if (set.isLocked) throw new Refusal(400, 'A locked filter set cannot be changed.');
      assertFilters(world, body.filters ?? []);
      Object.assign(set, body, { version: set.version + 1 });
      return formOf(world, set);
    },
  });
  serve(app, world, {
    operation: 'delete-filter-set',
    method: 'DELETE',
    path,
    envelope,
    act({ id }) {
      one(id);
      world.filterSets.delete(id);
    },
  });
  for (const [verb, isLocked] of [
    ['lock', true],
    ['unlock', false],
  ] as const)
    serve(app, world, {
      operation: `${verb}-filter-set`,
      method: 'POST',
      path: `${path}${verb}/`,
      envelope,
      reply: FilterSet,
      act: ({ id }) => formOf(world, Object.assign(one(id), { isLocked })),
    });
}
