/** How the sandbox's Postgres is set: one for a machine that also runs the simulated systems, the hub and a browser. */
export const postgresSettings = {
  // The whole firm fits in it: what a first load has written need not be written out and read in again.
  shared_buffers: '768MB',
  max_connections: '100',
  jit: 'off',
  // Often enough for a first load to be planned by what is there, not so often that vacuuming takes its processor.
  autovacuum_naptime: '20s',
  // What is only added to has no dead rows: a first load would be vacuumed while it goes on, for nothing.
  autovacuum_vacuum_insert_threshold: '200000',
  // Sampled lightly: of tables of this size a few thousand rows tell the planner enough.
  default_statistics_target: '15',
  max_wal_size: '4GB',
};
