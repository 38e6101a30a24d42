/** The parts of node-forge that are bundled: each adds itself to the object in `lib/forge`. */
declare module "node-forge/lib/forge" {
  import forge from "node-forge";
  export default forge;
}
declare module "node-forge/lib/pbe";
declare module "node-forge/lib/sha256";
