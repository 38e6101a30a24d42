/** The parts of node-forge that are bundled: each adds itself to the object in `lib/forge`. */
declare module "node-forge/lib/forge" {
  import forge from "node-forge";
  export default forge;
}
declare module "node-forge/lib/asn1";
declare module "node-forge/lib/cipher";
declare module "node-forge/lib/des";
declare module "node-forge/lib/md5";
declare module "node-forge/lib/pbe";
declare module "node-forge/lib/sha256";
