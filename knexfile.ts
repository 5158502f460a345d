import { migrationSource } from './src/store/migration-source.ts';

/** For the knex command line (`npx knex migrate:down`) in development. `rollcall migrate` is what operators run. */
export default {
  client: 'pg',
  connection: process.env['DATABASE_URL'],
  migrations: { migrationSource: migrationSource() },
};
