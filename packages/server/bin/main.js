#!/usr/bin/env node
// The command. The build copies this file to dist/main.js, which stays the path of the command wherever its code moves.
import './cli/main.js';
