/** What a property draws its random cases from: set PROPERTY_SEED to what a failure has printed to see it again. */
export const propertySeed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
