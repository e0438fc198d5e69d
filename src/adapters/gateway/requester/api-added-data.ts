import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/added-data.ts';
import type { AddedData } from '../../saved-tasks/added-data.ts';
import { bytesOf, withFileBodies } from '../http/file-bodies.ts';
import { serve } from '../http/serve.ts';

/** Items that are added to open runs. */
export const addedDataApi = (app: FastifyInstance, { addedData }: { addedData: AddedData }): Promise<void> =>
  withFileBodies(app, (scope) => {
    serve(scope, api.addData, async ({ params, query, by, request }) => {
      const { file: name, reason, only_new, dry_run } = query;
      const wishes = { reason, onlyNew: only_new, isDry: dry_run };
      const { wasAdded: was_added, ...outcome } = await addedData.add(
        params.run,
        { name, bytes: bytesOf(request), ...wishes },
        by,
      );
      return { ...outcome, was_added };
    });
  });
