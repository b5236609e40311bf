# From the bill of what a project refers to, to the bill of what its image has in it: without packages of which nothing is shipped (analysers, code generators), with the .NET that is
# published along, and with Debian's packages.
#   $deps, $runtimeconfig: what dotnet publish wrote · $runtime: the runtime identifier · $debian: packages as {name, version, architecture}
($deps[0].targets | to_entries | map(select(.key | endswith($runtime))) | .[0].value) as $target
| [$target | to_entries[] | select((.value.runtime // {}) + (.value.native // {}) != {}) | .key] as $shipped
| .components |= (map(select((.name + "/" + .version) as $package | $shipped | index($package)))
  + [$runtimeconfig[0].runtimeOptions.includedFrameworks[] | (.name + ".Runtime." + $runtime) as $name | ("pkg:nuget/" + $name + "@" + .version) as $purl
      | { type: "framework", name: $name, version, purl: $purl, "bom-ref": $purl, licenses: [{ license: { id: "MIT" } }] }]
  + [$debian[0][] | ("pkg:deb/debian/" + .name + "@" + (.version | @uri) + "?arch=" + .architecture + "&distro=trixie") as $purl
      | { type: "library", name, version, purl: $purl, "bom-ref": $purl }])
| ([.metadata.component["bom-ref"]] + [.components[]["bom-ref"]]) as $refs
| .dependencies |= map(select(.ref as $ref | $refs | index($ref)) | if .dependsOn then .dependsOn |= map(select(. as $ref | $refs | index($ref))) else . end)
