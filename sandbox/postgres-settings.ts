/** How the sandbox's Postgres is set: one for a machine that also runs the simulated systems, the hub and a browser. */
export const postgresSettings = {
  shared_buffers: '256MB',
  max_connections: '100',
  jit: 'off',
  // Often enough for a first load to be planned by what is there, not so often that vacuuming takes its processor.
  autovacuum_naptime: '20s',
  // Sampled lightly: of tables of this size a few thousand rows tell the planner enough.
  default_statistics_target: '15',
  max_wal_size: '4GB',
};
