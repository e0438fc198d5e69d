import { useId } from 'react';
import { workerNames } from '../../../src/api/worker-names.ts';
import { useEndpointQuery } from '../data/api.ts';
import { shortId, useSeesNames } from '../data/worker-names.ts';
import { SearchField } from './search-field.tsx';

type Props = { value: string | undefined; onChange: (worker: string | undefined) => void };

/** A worker as part of the address: by name, with those that fit to choose from, for who may see names; else by id. */
export function WorkerField({ value, onChange }: Props) {
  const seesNames = useSeesNames();
  const list = useId();
  const { data } = useEndpointQuery(workerNames, { query: { search: value } }, { enabled: seesNames });
  return (
    <>
      <SearchField
        label="Worker"
        placeholder={seesNames ? 'Name or id' : 'Id'}
        value={value}
        onChange={onChange}
        list={seesNames ? list : undefined}
      />
      <datalist id={list}>
        {data?.names.map(({ worker, name }) => (
          <option key={worker} value={name || worker} label={name ? `${name} (${shortId(worker)})` : worker} />
        ))}
      </datalist>
    </>
  );
}
