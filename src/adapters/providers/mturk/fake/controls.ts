import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Fault, type Faults, faultKinds } from '../../fakes/faults.ts';
import { booksOf } from './balance.ts';
import type { Mturk } from './state.ts';

const Advance = z.strictObject({ advance_ms: z.number().min(0) });

/** Serves what the simulation itself can be asked: its faults, its clock and its books. */
export function serveControls(app: FastifyInstance, mturk: Mturk, faults: Faults): void {
  const list = () => ({ kinds: faultKinds, ordered: faults.ordered() });
  app.get('/fake/faults', async () => list());
  app.post('/fake/faults', (request, reply) =>
    carryOut(request, reply, Fault, (fault) => {
      faults.order(fault);
      return list();
    }),
  );
  const clear = () => {
    faults.clear();
    return list();
  };
  app.delete('/fake/faults', async () => clear());
  // Forms know no DELETE.
  app.post('/fake/faults/clear', (request, reply) => carryOut(request, reply, z.object({}), clear));
  app.get('/fake/clock', async () => ({ now_ms: mturk.clock.now() }));
  app.post('/fake/clock', (request, reply) =>
    carryOut(request, reply, Advance, ({ advance_ms }) => {
      mturk.clock.advance(advance_ms);
      return { now_ms: mturk.clock.now() };
    }),
  );
  app.get('/fake/books', async () => booksOf(mturk));
}

/** Takes JSON, and forms as the screen has them, which it leads back to. */
function carryOut<Shape extends z.ZodType>(
  request: FastifyRequest,
  reply: FastifyReply,
  shape: Shape,
  act: (input: z.output<Shape>) => object,
): FastifyReply {
  const isForm = typeof request.body === 'string';
  const input = shape.safeParse(isForm ? readForm(request.body as string) : (request.body ?? {}));
  if (!input.success) return reply.code(400).send({ error: z.prettifyError(input.error) });
  const made = act(input.data);
  return isForm ? reply.redirect('/', 303) : reply.send(made);
}

const readForm = (body: string) =>
  Object.fromEntries(
    [...new URLSearchParams(body)]
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, Number.isNaN(Number(value)) ? value : Number(value)]),
  );
