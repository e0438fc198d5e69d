import { describe, it } from 'vitest';
import { ada, meetsError, opines, runId } from '../fixtures.ts';
import { minute, specify } from '../specify.ts';
import { metadata, metadataProjection } from './metadata.ts';

describe('the metadata', () => {
  it('holds what pages sent beside answers, and the errors they met', () =>
    specify(metadataProjection)
      .given(opines(ada), meetsError(ada))
      .thenRows(
        metadata,
        { agentId: ada.agentId, runId, kind: 'metadata', content: { tip: 'brighter' }, at: minute(0) },
        { agentId: ada.agentId, runId, kind: 'error', content: 'no image', at: minute(1) },
      ));
});
