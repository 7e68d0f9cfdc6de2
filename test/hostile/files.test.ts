import { FILE_DOORS } from "../contract/doors/assessments-and-files.ts";
import { attack } from "./attack.ts";

attack(FILE_DOORS);
