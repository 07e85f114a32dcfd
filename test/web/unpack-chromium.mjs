import packed from '@sparticuz/chromium';

// In a process of its own, because the package asks the machine where to unpack and changes the environment on the way.
const path = await packed.executablePath();
const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
process.stdout.write(JSON.stringify({ path, places: { LD_LIBRARY_PATH, FONTCONFIG_PATH } }));
